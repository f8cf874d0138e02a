package dev.gantry.engine.payload;

import dev.gantry.spi.store.PayloadCheck;
import dev.gantry.spi.store.PayloadRows;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One check of the files that a store refers to. For one thread. */
final class PayloadAudit {
    private static final int TOLD = 1000;
    private static final int AT_ONCE = 500;

    private final PayloadFiles files;
    private final PayloadRows rows;
    private final Instant settled;
    private final List<String> damage = new ArrayList<>();
    private final List<Path> unknown = new ArrayList<>();
    private long damaged;
    private long sound;
    private long unused;

    /**
     * @param settled files that were written later may have no row yet
     */
    PayloadAudit(PayloadFiles files, PayloadRows rows, Instant settled) {
        this.files = files;
        this.rows = rows;
        this.settled = settled;
    }

    PayloadCheck run() {
        long last = -1;
        for (List<PayloadRows.Row> next = rows.after(last);
                !next.isEmpty();
                next = rows.after(last)) {
            for (PayloadRows.Row row : next) {
                check(row);
                last = row.run();
            }
        }
        files.each(this::look);
        settle();
        if (damaged > damage.size()) {
            damage.add(
                    "%d more payload files are missing or damaged"
                            .formatted(damaged - damage.size()));
        }
        return new PayloadCheck(List.copyOf(damage), sound + damaged, unused);
    }

    private void check(PayloadRows.Row row) {
        check(row, PayloadFiles.Kind.PARAMS);
        check(row, PayloadFiles.Kind.OUTPUT);
    }

    private void check(PayloadRows.Row row, PayloadFiles.Kind kind) {
        String kept = kept(row, kind);
        if (kept == null) {
            return;
        }
        Optional<String> found = files.damage(row.run(), kind, kept);
        if (found.isEmpty()) {
            sound++;
        } else if (rows.of(List.of(row.run())).stream().anyMatch(r -> kept.equals(kept(r, kind)))) {
            damaged++;
            if (damage.size() < TOLD) {
                damage.add(found.get());
            }
        }
    }

    private static String kept(PayloadRows.Row row, PayloadFiles.Kind kind) {
        return kind == PayloadFiles.Kind.PARAMS ? row.params() : row.output();
    }

    private void look(Path file) {
        if (PayloadFiles.written(file).isBefore(settled)) {
            unknown.add(file);
            if (unknown.size() == AT_ONCE) {
                settle();
            }
        }
    }

    /** Counts those of the files at hand that no row refers to. */
    private void settle() {
        Set<Long> runs = new HashSet<>();
        unknown.forEach(file -> runs.add(PayloadFiles.run(file)));
        Set<Path> known = new HashSet<>();
        for (PayloadRows.Row row : rows.of(runs)) {
            for (PayloadFiles.Kind kind : PayloadFiles.Kind.values()) {
                files.of(row.run(), kept(row, kind)).ifPresent(known::add);
            }
        }
        unused += unknown.stream().filter(file -> !known.contains(file)).count();
        unknown.clear();
    }
}
