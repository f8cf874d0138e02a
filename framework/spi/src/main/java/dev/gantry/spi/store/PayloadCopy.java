package dev.gantry.spi.store;

import java.util.List;

/**
 * A copy of the files with large parameters and results.
 *
 * @param files how many it has
 * @param missing a sentence for each that was not there to be copied; of very many, the first ones
 */
public record PayloadCopy(long files, List<String> missing) {}
