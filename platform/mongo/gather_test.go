package mongo_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"shop/platform/mongo"
)

// echo returns a run that takes a second and answers each call with itself, and
// the calls that went together.
func echo() (run func(context.Context, []int) []mongo.Result[int], together func() [][]int) {
	var mu sync.Mutex
	var all [][]int
	run = func(_ context.Context, in []int) []mongo.Result[int] {
		mu.Lock()
		all = append(all, slices.Clone(in))
		mu.Unlock()
		time.Sleep(time.Second)
		results := make([]mongo.Result[int], len(in))
		for i, n := range in {
			results[i].Value = n
		}
		return results
	}
	return run, func() [][]int {
		mu.Lock()
		defer mu.Unlock()
		return all
	}
}

func TestGatherer_Do(t *testing.T) {
	t.Parallel()
	t.Run("a lone call waits for nobody, and a crowd goes together", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			run, together := echo()
			g := mongo.NewGatherer(3, 1, run)
			var all sync.WaitGroup
			for n := range 6 {
				all.Go(func() {
					if got, err := g.Do(t.Context(), n); got != n || err != nil {
						t.Errorf("call %d got %d, %v", n, got, err)
					}
				})
				synctest.Wait()
			}
			all.Wait()
			want := [][]int{{0}, {1, 2, 3}, {4, 5}}
			if got := together(); !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("went together: %v, want %v", got, want)
			}
		})
	})

	t.Run("as many go at the same time as there are lanes", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			run, together := echo()
			g := mongo.NewGatherer(9, 2, run)
			began := time.Now()
			var all sync.WaitGroup
			for n := range 4 {
				all.Go(func() { _, _ = g.Do(t.Context(), n) })
				synctest.Wait()
			}
			all.Wait()
			if took := time.Since(began); took != 2*time.Second || len(together()) != 3 {
				t.Errorf("took %v for %v, want two rounds", took, together())
			}
		})
	})

	t.Run("whoever gives up leaves the others alone", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			run, _ := echo()
			g := mongo.NewGatherer(9, 1, run)
			hasty, cancel := context.WithTimeout(t.Context(), time.Millisecond)
			defer cancel()
			var all sync.WaitGroup
			all.Go(func() {
				if _, err := g.Do(hasty, 1); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("got %v, want the end of its time", err)
				}
			})
			synctest.Wait()
			all.Go(func() {
				if got, err := g.Do(t.Context(), 2); got != 2 || err != nil {
					t.Errorf("got %d, %v", got, err)
				}
			})
			all.Wait()
		})
	})
}
