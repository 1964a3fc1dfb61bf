// Package demo fills an empty shop with the project's own products, so that a
// newcomer has something to walk around in. It implements [catalog.Demo].
//
// Only catalogfx imports it. Its invariant: seeding is repeatable. Products
// have fixed ids and SKUs, so a seeding that was killed is completed by the
// next one, two at once make one shop, and a shop that holds anything else is
// left alone.
package demo
