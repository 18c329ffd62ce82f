package rounds

import "slices"

// schulze puts options in order from ballots that rank them, the first first. Options that neither wins against stand together.
//
// The method is Markus Schulze's (A new monotonic, clone-independent, reversal symmetric, and condorcet-consistent single-winner
// election method, Social Choice and Welfare 36, 2011), with winning votes: of two options the one wins that more people put before
// the other, and where wins go in a circle the strongest path counts. What somebody left out stands behind all that she picked.
func schulze(options int, ballots [][]int) (places [][]int) {
	paths := strongest(preferences(options, ballots))
	wins := make([]int, options)
	for a := range options {
		for b := range options {
			if paths[a][b] > paths[b][a] {
				wins[a]++
			}
		}
	}
	// Winning by strongest paths is transitive (section 4.1), so whoever wins against more stands before.
	order := make([]int, options)
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return wins[b] - wins[a] })
	for i, option := range order {
		if i > 0 && wins[option] == wins[order[i-1]] {
			places[len(places)-1] = append(places[len(places)-1], option)
		} else {
			places = append(places, []int{option})
		}
	}
	return places
}

// preferences counts how many people put one option before another.
func preferences(options int, ballots [][]int) [][]int {
	before := square(options)
	for _, picks := range ballots {
		rank := make([]int, options)
		for i := range rank {
			rank[i] = options
		}
		for place, option := range picks {
			rank[option] = place
		}
		for a := range options {
			for b := range options {
				if rank[a] < rank[b] {
					before[a][b]++
				}
			}
		}
	}
	return before
}

// strongest is the strength of the strongest path from one option to another: that of its weakest win (Floyd and Warshall).
func strongest(before [][]int) [][]int {
	options := len(before)
	paths := square(options)
	for a := range options {
		for b := range options {
			if before[a][b] > before[b][a] {
				paths[a][b] = before[a][b]
			}
		}
	}
	for through := range options {
		for a := range options {
			for b := range options {
				if a != b && a != through && b != through {
					paths[a][b] = max(paths[a][b], min(paths[a][through], paths[through][b]))
				}
			}
		}
	}
	return paths
}

func square(size int) [][]int {
	rows := make([][]int, size)
	for i := range rows {
		rows[i] = make([]int, size)
	}
	return rows
}
