// 'driftsense/testing': conformance kits, memory doubles, synthetic streams with drift.

// conformance kits

// synthetic streams
