package dev.gantry.engine;

import dev.gantry.engine.mask.Mask;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;

/** What of a run nobody shall see. Thread-safe. */
final class Secrets {
    private final Catalog catalog;

    Secrets(Catalog catalog) {
        this.catalog = catalog;
    }

    /** Takes the secrets that an attempt is handed out of texts. */
    Mask mask(LiveRun run, Lease lease) {
        return given(run.task(), run.params()).with(lease.secrets());
    }

    private Mask given(String task, String params) {
        return Mask.of(catalog.secrets(Kind.TASK, task, params));
    }

    /** Parameters as they may be shown. */
    String params(String task, String params) {
        String shown = catalog.shown(Kind.TASK, task, params);
        return shown.equals(params) ? params : given(task, params).json(shown);
    }

    /** A result as it may be shown: without what was secret in the parameters. */
    String output(String task, String params, String output) {
        return output == null ? null : given(task, params).json(output);
    }
}
