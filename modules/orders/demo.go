package orders

import "context"

// Demo makes a shop worth looking at.
type Demo interface {
	// SeedDemo enters an example account for transfers where staff entered
	// nothing. It is for the system and staff.
	SeedDemo(ctx context.Context) error
}
