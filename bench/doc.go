// Command bench measures the built shop against bare Echo handlers that write
// the same bytes from memory, prints a table and writes a report.
//
// It starts what it needs: a redis-server, MongoDB's engine, the shop with
// 10,000 imported products, and the yardsticks. The shop and the yardstick each
// have the machine's first core, the client (wrk) and the databases the second
// one, so that a figure is what one core serves; for paid orders all have all
// cores, and a bare loop of writes stands for the yardstick. Runs of shop and yardstick
// alternate, and medians are compared, since a machine's speed drifts.
//
// Its invariant: a missed goal is said and is no error; a wrong answer is one.
package main
