package allocate

import "testing"

func TestPoolIndex(t *testing.T) {
	for name, ids := range map[string][]int64{"close together": {3, 4, 9}, "far apart": {3, 4, 1 << 50}, "negative": {-1 << 62, 0, 1 << 62}} {
		t.Run(name, func(t *testing.T) {
			var pools []Pool
			for _, product := range ids {
				pools = append(pools, Pool{ProductID: product, WarehouseID: 7}, Pool{ProductID: product, WarehouseID: 2})
			}
			order := sortPools(pools)
			x := indexPools(pools, order)
			for at, in := range order {
				if got := x.at(pools[in].ProductID, pools[in].WarehouseID); got != int32(at) {
					t.Errorf("product %d in %d: at %d, want %d", pools[in].ProductID, pools[in].WarehouseID, got, at)
				}
			}
			for _, none := range [][2]int64{{5, 7}, {3, 1}, {ids[0] - 1, 7}, {1 << 61, 2}} {
				if got := x.at(none[0], none[1]); got != -1 {
					t.Errorf("no pool %v: at %d", none, got)
				}
			}
		})
	}
	if got := indexPools(nil, nil).at(1, 1); got != -1 {
		t.Errorf("no pools: at %d", got)
	}
}
