package dev.gantry.store;

import dev.gantry.spi.store.PayloadCheck;
import dev.gantry.spi.store.PayloadCopy;
import dev.gantry.spi.store.PayloadRows;
import dev.gantry.spi.store.RunPayloads;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where nothing is large. */
class NoPayloads implements RunPayloads {
    @Override
    public PayloadCheck check(PayloadRows rows) {
        return new PayloadCheck(List.of(), 0, 0);
    }

    @Override
    public Hold hold() {
        return () -> {};
    }

    @Override
    public PayloadCopy copy(PayloadRows rows, Path to, Path earlier) throws IOException {
        return new PayloadCopy(0, List.of());
    }
}
