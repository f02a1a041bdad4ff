package allocate

import (
	"cmp"
	"slices"

	"backfill/model"
)

// poolIndex finds a pool by product and warehouse: by position where product
// ids lie close together, as those of one file do, else by hash.
type poolIndex struct {
	first      int64   // the smallest product id
	warehouses []int64 // sorted
	dense      []int32 // by product and warehouse, -1: none
	sparse     map[poolKey]int32
}

type poolKey struct{ product, warehouse int64 }

// indexPools indexes the pools that order lists, which are sorted by product.
func indexPools(pools []Pool, order []int32) *poolIndex {
	x := &poolIndex{}
	if len(order) == 0 {
		return x
	}
	for _, in := range order {
		if w := pools[in].WarehouseID; !slices.Contains(x.warehouses, w) {
			x.warehouses = append(x.warehouses, w)
		}
	}
	slices.Sort(x.warehouses)
	x.first = pools[order[0]].ProductID
	span := uint64(pools[order[len(order)-1]].ProductID-x.first) + 1
	if limit := uint64(8*len(order) + 1024); span > limit || span*uint64(len(x.warehouses)) > limit {
		x.sparse = make(map[poolKey]int32, len(order))
		for at, in := range order {
			x.sparse[poolKey{pools[in].ProductID, pools[in].WarehouseID}] = int32(at)
		}
		return x
	}
	x.dense = slices.Repeat([]int32{-1}, int(span)*len(x.warehouses))
	for at, in := range order {
		w := slices.Index(x.warehouses, pools[in].WarehouseID)
		x.dense[int(pools[in].ProductID-x.first)*len(x.warehouses)+w] = int32(at)
	}
	return x
}

// at gives the position of a pool, -1 when there is none.
func (x *poolIndex) at(product, warehouse int64) int32 {
	if x.sparse != nil {
		if at, known := x.sparse[poolKey{product, warehouse}]; known {
			return at
		}
		return -1
	}
	w := slices.Index(x.warehouses, warehouse)
	n := int64(len(x.warehouses))
	if w < 0 || product < x.first || product-x.first >= int64(len(x.dense))/n {
		return -1
	}
	return x.dense[(product-x.first)*n+int64(w)]
}

// terms is what a line needs to know of its pool before the run: small, so that
// those of all pools stay at hand while a million lines are read.
type terms struct {
	pack    model.Qty
	horizon model.Date
}

// sortPools gives the pools by product, then warehouse.
func sortPools(pools []Pool) []int32 {
	order := make([]int32, len(pools))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		x, y := &pools[a], &pools[b]
		return cmp.Or(cmp.Compare(x.ProductID, y.ProductID), cmp.Compare(x.WarehouseID, y.WarehouseID))
	})
	return order
}
