// Package config reads the shop's configuration from the environment.
//
// [Load] checks everything at once and reports every fault with the variable's
// name, what is wrong and what to do. Its invariant: neither an error of this
// package nor a printed [Config] ever shows a password.
//
// cmd/shop loads it; platform packages may take single values of it.
package config
