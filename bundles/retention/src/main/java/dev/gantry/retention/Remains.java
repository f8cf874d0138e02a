package dev.gantry.retention;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.PastRun;
import dev.gantry.spi.store.RetentionStore;
import dev.gantry.spi.store.RunFiles;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** What is left in files of runs that are deleted. Thread-safe. */
final class Remains {
    private static final Logger LOG = LoggerFactory.getLogger(Remains.class);

    private final RetentionStore store;
    private final List<RunFiles> files = new CopyOnWriteArrayList<>();

    Remains(RetentionStore store) {
        this.store = store;
    }

    void add(RunFiles its) {
        files.add(its);
    }

    void remove(RunFiles its) {
        files.remove(its);
    }

    /** Removes the files of runs that are gone, and all that is older than any run. */
    void clear(List<Long> gone) {
        if (gone.isEmpty() || files.isEmpty()) {
            return;
        }
        List<PastRun> oldest = store.past(0, Long.MAX_VALUE, Long.MAX_VALUE, 1);
        each(
                its -> {
                    if (!oldest.isEmpty()) {
                        its.deleteBefore(oldest.getFirst().id());
                    }
                    its.delete(gone);
                });
    }

    private void each(Consumer<RunFiles> work) {
        for (RunFiles its : files) {
            try {
                work.accept(its);
            } catch (GantryException e) {
                LOG.warn("Files of runs that are gone stay for now: {}", e.getMessage());
            }
        }
    }
}
