package dev.gantry.http.attention;

import java.util.List;

/** Knows what a person should look at in one part of Gantry. Thread-safe. */
public interface ConcernSource {

    /**
     * What there is now, in any order.
     *
     * @throws dev.gantry.spi.run.GantryException if it cannot tell
     */
    List<Concern> concerns();
}
