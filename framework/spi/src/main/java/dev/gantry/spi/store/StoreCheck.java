package dev.gantry.spi.store;

import java.util.List;

/**
 * What a check of the store found.
 *
 * @param damage what is damaged, a sentence each; empty if nothing is
 * @param payloads how many large parameters and results are in files
 * @param unused how many such files no run refers to
 * @param unchecked what was not looked at, with the tool that does it; {@code null} if all was
 */
public record StoreCheck(List<String> damage, long payloads, long unused, String unchecked) {}
