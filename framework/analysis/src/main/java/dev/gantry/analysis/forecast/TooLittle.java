package dev.gantry.analysis.forecast;

/**
 * There is no forecast, as the history says too little.
 *
 * @param reason a sentence for people: what there is, and what is needed
 */
public record TooLittle(String reason) implements Outcome {}
