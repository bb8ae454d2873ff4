module github.com/fcgen/fcgen/bench/minimal/echo

go 1.25.0

require github.com/labstack/echo/v5 v5.4.4
