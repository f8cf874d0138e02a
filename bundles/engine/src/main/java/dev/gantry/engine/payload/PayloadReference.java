package dev.gantry.engine.payload;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.store.PayloadRows;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a row has instead of a payload that is in a file. */
record PayloadReference(String kind, String sha256, long chars) {
    private static final Pattern FORM =
            Pattern.compile(PayloadRows.MARK + "(params|output) ([0-9a-f]{64}) ([0-9]{1,18})");

    /**
     * Reads one.
     *
     * @throws GantryException {@code UNAVAILABLE} if it is none
     */
    static PayloadReference parse(String kept) {
        Matcher form = FORM.matcher(kept);
        if (!form.matches()) {
            throw new GantryException(
                    GantryException.Code.UNAVAILABLE,
                    "what refers to a payload cannot be read: " + kept);
        }
        return new PayloadReference(form.group(1), form.group(2), Long.parseLong(form.group(3)));
    }
}
