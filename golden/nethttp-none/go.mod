module example.com/myfunc

go 1.25.0
