package dev.gantry.store;

import dev.gantry.spi.store.PayloadCheck;
import dev.gantry.spi.store.PayloadRows;
import dev.gantry.spi.store.RunPayloads;

import java.util.List;

/** Where nothing is large. */
final class NoPayloads implements RunPayloads {
    @Override
    public PayloadCheck check(PayloadRows rows) {
        return new PayloadCheck(List.of(), 0, 0);
    }
}
