package dev.gantry.spi.run;

import java.util.Objects;

/**
 * How a run belongs to the run that started it.
 *
 * @param name what the parent calls it; one run at most for each name
 * @param depth how many runs stand above it; 1 or more
 * @param detached whether it goes on when its parent is over
 */
public record Kinship(String name, int depth, boolean detached) {

    /** Checks the limits. */
    public Kinship {
        Objects.requireNonNull(name, "name");
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("a child's name has 1 to 100 characters");
        }
        if (depth < 1) {
            throw new IllegalArgumentException("depth is 1 or more, not " + depth);
        }
    }
}
