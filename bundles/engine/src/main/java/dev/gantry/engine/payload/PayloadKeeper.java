package dev.gantry.engine.payload;

import dev.gantry.spi.store.PayloadCheck;
import dev.gantry.spi.store.PayloadCopy;
import dev.gantry.spi.store.PayloadRows;
import dev.gantry.spi.store.RunPayloads;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Looks after payload files as a whole. Thread-safe. */
public final class PayloadKeeper implements RunPayloads {
    /** A file is there before its row. */
    private static final Duration SETTLED = Duration.ofHours(1);

    private final PayloadFiles files;
    private final InstantSource clock;

    /** Of these files. */
    public PayloadKeeper(PayloadFiles files, InstantSource clock) {
        this.files = files;
        this.clock = clock;
    }

    @Override
    public PayloadCheck check(PayloadRows rows) {
        return new PayloadAudit(files, rows, clock.instant().minus(SETTLED)).run();
    }

    @Override
    public Hold hold() {
        files.held().lock();
        return files.held()::unlock;
    }

    @Override
    public PayloadCopy copy(PayloadRows rows, Path to, Path earlier) throws IOException {
        return new PayloadLinks(files, to, earlier).make(rows);
    }
}
