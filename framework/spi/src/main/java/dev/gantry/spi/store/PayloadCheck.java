package dev.gantry.spi.store;

import java.util.List;

/**
 * How the files with large parameters and results are.
 *
 * @param damage a sentence with the remedy for each that is missing, unreadable or not what was
 *     written; of very many, the first ones and how many more
 * @param files how many are referred to
 * @param unused how many no run refers to; new ones, whose run is about to be stored, are left out
 */
public record PayloadCheck(List<String> damage, long files, long unused) {}
