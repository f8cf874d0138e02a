package dev.gantry.probes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

class WordsTest {

    @Test
    void times() {
        assertEquals("0.3 ms", Words.took(Duration.ofNanos(300_000)));
        assertEquals("12 ms", Words.took(Duration.ofMillis(12)));
        assertEquals("1.5 s", Words.took(Duration.ofMillis(1500)));
        assertEquals("10 s", Words.took(Duration.ofSeconds(10)));
        assertEquals("30 days", Words.span(Duration.ofDays(-30)));
        assertEquals("25 hours", Words.span(Duration.ofHours(25)));
        assertEquals("1 minute", Words.span(Duration.ofSeconds(61)));
        assertEquals("0 minutes", Words.span(Duration.ofSeconds(6)));
    }

    @Test
    void whatOthersSaid() {
        assertEquals("\"a b\"", Words.quoted(" a\r\nb\n"));
        assertEquals(122, Words.quoted("x".repeat(1000)).length());
        assertEquals("\"{'password':'***'}\"", Words.quoted("{'password':'hunter22'}"));
        assertEquals("no disk", Words.message(new IOException("no disk")));
        assertEquals("IOException", Words.message(new IOException()));
        assertEquals("IOException: no disk", Words.of(new IOException("no disk")));
    }

    @Test
    void secrets() {
        Masks masks = Masks.of(List.of("Bearer top-secret-1", "secret", "a b", "of"));
        assertEquals("*** and *** of a b", masks.hideKnown("top-secret-1 and secret of a b"));
        assertEquals("x ***", masks.hideKnown("x Bearer top-secret-1"));
        assertEquals("pwd=x", masks.hideKnown("pwd=x"));
        assertEquals("pwd=*** ***", masks.and(List.of("card \\d+")).hide("pwd=x card 12"));
        Masks more = masks.and(List.of("card \\d+")).and(List.of("plate \\w+"));
        assertEquals("*** *** of ***", more.hide("card 12 plate x of top-secret-1"));
        String cut = new Report(masks).quoted("x".repeat(110) + " top-secret-1");
        assertFalse(cut.contains("top"), cut);
    }
}
