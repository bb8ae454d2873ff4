package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"time"
)

// connections is how many callers the load consists of: each waits for its
// answer before it calls again, on a connection that it keeps.
const connections = 16

// callRequest is a call as the platform passes it on: a client's GET with the
// headers that the platform adds.
const callRequest = "GET /?name=Ada HTTP/1.1\r\n" +
	"Host: 127.0.0.1\r\n" +
	"X-Fc-Request-Id: 1-67a59f35-150c1267-f381ba1c085c\r\n" +
	"X-Fc-Access-Key-Id: id\r\n" +
	"X-Fc-Access-Key-Secret: secret\r\n" +
	"X-Fc-Security-Token: token\r\n" +
	"X-Fc-Function-Handler: index.handler\r\n" +
	"X-Fc-Function-Memory: 512\r\n" +
	"X-Fc-Region: cn-hangzhou\r\n" +
	"X-Fc-Account-Id: 123456789012\r\n" +
	"X-Fc-Qualifier: LATEST\r\n" +
	"X-Fc-Function-Name: myfunc\r\n" +
	"X-Fc-Control-Path: /http-invoke\r\n\r\n"

// initializeRequest is the platform's call of the initializer.
const initializeRequest = "POST /initialize HTTP/1.1\r\n" +
	"Host: 127.0.0.1\r\n" +
	"X-Fc-Request-Id: 529eab23-9b3a-4ffc-88c8-9a6860000000\r\n" +
	"X-Fc-Control-Path: /initialize\r\n" +
	"Content-Length: 0\r\n\r\n"

// load calls the server at the address for the duration and returns the number
// of calls a second.
func load(ctx context.Context, address string, duration time.Duration) (float64, error) {
	ctx, stop := context.WithTimeout(ctx, duration)
	defer stop()
	var (
		callers sync.WaitGroup
		counts  [connections]int
		failed  [connections]error
	)
	start := time.Now()
	for i := range connections {
		callers.Go(func() { counts[i], failed[i] = callRepeatedly(ctx, address) })
	}
	callers.Wait()
	took := time.Since(start).Seconds()
	total := 0
	for _, n := range counts {
		total += n
	}
	return float64(total) / took, errors.Join(failed[:]...)
}

func callRepeatedly(ctx context.Context, address string) (calls int, err error) {
	c, err := dial(address)
	if err != nil {
		return 0, err
	}
	defer c.Close()
	for ; ctx.Err() == nil; calls++ {
		body, err := c.call(callRequest)
		if err != nil {
			return calls, err
		}
		if !strings.Contains(body, "Hello, Ada!") {
			return calls, fmt.Errorf("the answer is %q", body)
		}
	}
	return calls, nil
}

// client reads the answers of one connection. It knows just enough of HTTP to
// leave the processor to the server.
type client struct {
	net.Conn
	in *bufio.Reader
}

func dial(address string) (*client, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &client{conn, bufio.NewReader(conn)}, nil
}

// call sends the request and returns the body of its answer, which must be a
// 200 that tells its length.
func (c *client) call(request string) (string, error) {
	if _, err := io.WriteString(c, request); err != nil {
		return "", err
	}
	status, err := c.in.ReadSlice('\n')
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(string(status), "HTTP/1.1 200 ") {
		return "", fmt.Errorf("the server answers %q", status)
	}
	length := -1
	for {
		line, err := c.in.ReadSlice('\n')
		if err != nil {
			return "", err
		}
		name, value, _ := strings.Cut(strings.TrimRight(string(line), "\r\n"), ": ")
		if name == "" {
			break
		}
		if strings.EqualFold(name, "Content-Length") {
			if length, err = strconv.Atoi(value); err != nil {
				return "", err
			}
		}
	}
	if length < 0 {
		return "", errors.New("the answer does not tell its length")
	}
	body := make([]byte, length)
	_, err = io.ReadFull(c.in, body)
	return string(body), err
}
