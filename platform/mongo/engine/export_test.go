package engine

// What tests see of the inside.
var (
	Folder       = folder
	DebianSource = debianSource
)

// Version and PackageJSON must agree.
const Version = version

var PackageJSON = packageJSON

// CheckNode checks a Node.js of the given kind.
func CheckNode(platform, arch, nodeVersion, libc string) (needsLibraries bool, err error) {
	n := nodeInfo{Platform: platform, Arch: arch, Version: nodeVersion, Libc: libc}
	return n.needsLibraries(), n.check()
}
