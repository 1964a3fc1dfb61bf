package other

import (
	_ "github.com/unknown/library"
)
