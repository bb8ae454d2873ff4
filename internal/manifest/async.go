package manifest

import (
	"time"

	"github.com/fcgen/fcgen/internal/fc"
)

// Async is asyncInvokeConfig with its defaults
// (https://help.aliyun.com/zh/functioncompute/fc/user-guide/retry-policies).
type Async struct {
	Retries int           // of a call that failed
	MaxAge  time.Duration // of a call that is made again, since it came
}

func (r *reader) async() *Async {
	const key = "asyncInvokeConfig"
	if r.at(key, optional) == nil {
		return nil
	}
	return &Async{
		Retries: r.whole(key+".maxAsyncRetryAttempts", 0, fc.MaxAsyncRetries, fc.AsyncRetries, optional),
		MaxAge:  r.seconds(key+".maxAsyncEventAgeInSeconds", 1, fc.AsyncMaxAge, optional),
	}
}
