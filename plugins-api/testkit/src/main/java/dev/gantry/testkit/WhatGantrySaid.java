package dev.gantry.testkit;

import java.util.Arrays;

/** The output of a Gantry, told with the failure that it explains; as a suppressed exception. */
final class WhatGantrySaid extends Exception {
    private static final long serialVersionUID = 1L;

    private WhatGantrySaid(String output) {
        super("What Gantry said:\n" + output, null, false, false);
    }

    /** Adds it to a failure, once. */
    static void addTo(Throwable failure, String output) {
        boolean there =
                Arrays.stream(failure.getSuppressed()).anyMatch(WhatGantrySaid.class::isInstance);
        if (!there) {
            failure.addSuppressed(new WhatGantrySaid(output));
        }
    }
}
