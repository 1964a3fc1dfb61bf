package main

import (
	_ "github.com/labstack/echo/v4"
	_ "github.com/redis/go-redis/v9"
)
