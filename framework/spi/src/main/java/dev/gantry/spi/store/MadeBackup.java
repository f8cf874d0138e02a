package dev.gantry.spi.store;

import java.util.List;

/**
 * A backup that was made just now.
 *
 * @param payloads how many large parameters and results are with it, in files beside it
 * @param missing a sentence for each that was missing already; of very many, the first ones
 */
public record MadeBackup(StoreBackup backup, long payloads, List<String> missing) {}
