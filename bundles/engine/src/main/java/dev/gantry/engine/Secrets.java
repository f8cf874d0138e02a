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
    /** What is shown of what is in files. */
    enum Large {
        /** A link. */
        LINKED,
        /** All of it; a link where it cannot be read. */
        SHOWN,
        /** All of it. */
        WHOLE
    }

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
     * @throws GantryException {@code UNAVAILABLE} if they are wanted whole and cannot be read
     */
    String params(long run, String task, String kept, Large large) {
        if (PayloadFiles.away(kept) && large == Large.LINKED) {
            return PayloadFiles.link(run, PayloadFiles.Kind.PARAMS, kept);
        }
        try {
            String params = payloads.open(run, kept);
            String shown = catalog.shown(Kind.TASK, task, params);
            return shown.equals(params) ? params : given(task, params).json(shown);
        } catch (GantryException e) {
            return instead(run, PayloadFiles.Kind.PARAMS, kept, large, e);
        }
    }

    /**
     * A result as it may be shown: without what was secret in the parameters.
     *
     * @param kept as the row has it
     * @throws GantryException {@code UNAVAILABLE} if it is wanted whole and cannot be read
     */
    String output(long run, String task, String params, String kept, Large large) {
        if (kept == null) {
            return null;
        }
        if (PayloadFiles.away(kept) && large == Large.LINKED) {
            return PayloadFiles.link(run, PayloadFiles.Kind.OUTPUT, kept);
        }
        try {
            boolean safe = PayloadFiles.away(params) && !mayHaveSecrets(task);
            String output = payloads.open(run, kept);
            return safe ? output : given(task, payloads.open(run, params)).json(output);
        } catch (GantryException e) {
            return instead(run, PayloadFiles.Kind.OUTPUT, kept, large, e);
        }
    }

    /** What else there is to a run is shown still. */
    private static String instead(
            long run, PayloadFiles.Kind kind, String kept, Large large, GantryException why) {
        if (large == Large.WHOLE) {
            throw why;
        }
        return PayloadFiles.link(run, kind, kept);
    }

    private boolean mayHaveSecrets(String task) {
        return catalog.find(Kind.TASK, task)
                .map(its -> its.inputSchema().contains("\"writeOnly\""))
                .orElse(true);
    }
}
