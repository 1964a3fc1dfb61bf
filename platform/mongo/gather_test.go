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

// wait returns when nobody is at work any more.
func wait(all *sync.WaitGroup) {
	all.Wait()
	time.Sleep(time.Second)
}

func TestGatherer_Do(t *testing.T) {
	t.Parallel()
	t.Run("a lone call waits for nobody, and a crowd goes together", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			run, together := echo()
			g := mongo.NewGatherer(3, run)
			var all sync.WaitGroup
			for n := range 6 {
				all.Go(func() {
					if got, err := g.Do(t.Context(), n); got != n || err != nil {
						t.Errorf("call %d got %d, %v", n, got, err)
					}
				})
				synctest.Wait()
			}
			wait(&all)
			want := [][]int{{0}, {1, 2, 3}, {4, 5}}
			if got := together(); !slices.EqualFunc(got, want, slices.Equal) {
				t.Errorf("went together: %v, want %v", got, want)
			}
		})
	})

	t.Run("after a crowd the next command waits a moment for more of it, and after a lone call it doesn't", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			run, together := echo()
			g := mongo.NewGatherer(9, run)
			began := time.Now()
			var all sync.WaitGroup
			do := func(n int) { all.Go(func() { _, _ = g.Do(t.Context(), n) }) }
			do(1)
			time.Sleep(time.Millisecond)
			do(2) // these two go together, when the first is done
			do(3)
			all.Wait()
			do(4) // within the moment after them
			time.Sleep(time.Millisecond)
			do(5)
			all.Wait()
			if took, want := time.Since(began), 3*time.Second+3*time.Millisecond; took != want {
				t.Errorf("took %v, want %v", took, want)
			}
			wait(&all)
			if got := together(); len(got) != 3 || len(got[2]) != 2 {
				t.Errorf("went together: %v, want 1, then 2 and 3, then 4 and 5", got)
			}
		})
	})

	t.Run("whoever gives up leaves the others alone", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			run, _ := echo()
			g := mongo.NewGatherer(9, run)
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
			wait(&all)
		})
	})
}
