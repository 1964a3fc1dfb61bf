// Package health is how the program and what it stands on are.
//
// Its invariant: a report always comes, and soon: what doesn't answer is what
// it reports.
package health
