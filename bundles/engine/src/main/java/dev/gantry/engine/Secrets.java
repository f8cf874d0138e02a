package dev.gantry.engine;

import dev.gantry.engine.mask.Mask;
import dev.gantry.engine.payload.PayloadFiles;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.run.GantryException;

/**
 * Parameters and results as they may be shown: without secrets, and in lists without what is large.
 * Thread-safe.
 */
final class Secrets {
    private final Catalog catalog;
    private final PayloadFiles payloads;

    Secrets(Catalog catalog, PayloadFiles payloads) {
        this.catalog = catalog;
        this.payloads = payloads;
    }

    /**
     * Takes the secrets that an attempt is handed out of texts.
     *
     * @param params as they are
     */
    Mask mask(String task, String params, Lease lease) {
        return given(task, params).with(lease.secrets());
    }

    private Mask given(String task, String params) {
        return Mask.of(catalog.secrets(Kind.TASK, task, params));
    }

    /**
     * Parameters as they may be shown.
     *
     * @param kept as the row has them
     * @param whole also where they are large
     */
    String params(long run, String task, String kept, boolean whole) {
        if (PayloadFiles.away(kept) && !whole) {
            return PayloadFiles.link(run, kept);
        }
        String params = open(run, kept);
        String shown = catalog.shown(Kind.TASK, task, params);
        return shown.equals(params) ? params : given(task, params).json(shown);
    }

    /**
     * A result as it may be shown: without what was secret in the parameters.
     *
     * @param kept as the row has it
     * @param whole also where it is large
     */
    String output(long run, String task, String params, String kept, boolean whole) {
        if (kept == null) {
            return null;
        }
        if (PayloadFiles.away(kept) && !whole) {
            return PayloadFiles.link(run, kept);
        }
        boolean safe = PayloadFiles.away(params) && !mayHaveSecrets(task);
        String output = open(run, kept);
        return safe ? output : given(task, open(run, params)).json(output);
    }

    private boolean mayHaveSecrets(String task) {
        return catalog.find(Kind.TASK, task)
                .map(its -> its.inputSchema().contains("\"writeOnly\""))
                .orElse(true);
    }

    /** The link where the file cannot be read: what else there is to a run is shown still. */
    private String open(long run, String kept) {
        try {
            return payloads.open(run, kept);
        } catch (GantryException e) {
            return PayloadFiles.link(run, kept);
        }
    }
}
