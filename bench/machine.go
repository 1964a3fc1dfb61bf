package main

import (
	"errors"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
)

// machine divides the cores: one for the server that is measured, the others
// for the client and the databases.
type machine struct{ cores int }

// thisMachine refuses machines on which nothing can be measured.
func thisMachine() (machine, error) {
	if runtime.NumCPU() < 2 {
		return machine{}, errors.New("two cores are needed, one for the server and one for the client")
	}
	for _, program := range []string{"wrk", "taskset", "redis-server"} {
		if _, err := exec.LookPath(program); err != nil {
			return machine{}, errors.New(program + " is not installed; `make bench` installs it")
		}
	}
	return machine{cores: runtime.NumCPU()}, nil
}

// onServerCore has cmd run on the first core only. Go programs take GOMAXPROCS
// from that.
func (m machine) onServerCore(cmd *exec.Cmd) *exec.Cmd { return pinned(cmd, "0") }

// onClientCore has cmd run on all other cores.
func (m machine) onClientCore(cmd *exec.Cmd) *exec.Cmd {
	return pinned(cmd, m.clientCores())
}

func (m machine) clientCores() string { return "1-" + strconv.Itoa(m.cores-1) }

func (m machine) allCores() string { return "0-" + strconv.Itoa(m.cores-1) }

// pinned puts taskset before the command, which keeps the process id.
func pinned(cmd *exec.Cmd, cores string) *exec.Cmd {
	path, err := exec.LookPath("taskset")
	if err != nil {
		return cmd // thisMachine has looked
	}
	cmd.Args = slices.Concat([]string{"taskset", "-c", cores, cmd.Path}, cmd.Args[1:])
	cmd.Path = path
	return cmd
}
