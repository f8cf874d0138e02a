package dev.gantry.testkit;

import java.util.List;

/**
 * What became of the values that are marked with {@link dev.gantry.api.schema.Secret}.
 *
 * @param handedOut which were there to be read, by the name of their component; those of settings
 *     only if the work asked for its settings
 * @param shown where one of them was to be seen, each a line for a person
 */
public record SecretUse(List<String> handedOut, List<String> shown) {

    /** Takes copies. */
    public SecretUse {
        handedOut = List.copyOf(handedOut);
        shown = List.copyOf(shown);
    }
}
