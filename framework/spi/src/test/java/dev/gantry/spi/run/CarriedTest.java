package dev.gantry.spi.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

class CarriedTest {

    @Test
    void wellFormedIsKept() {
        Carried carried = Carried.of("rojo=00f067aa0ba902b7, congo=t61", "a=1 , b=%20;p=q;r,c=\t2");
        assertEquals("rojo=00f067aa0ba902b7,congo=t61", carried.tracestate());
        assertEquals("a=1,b=%20;p=q;r,c= 2", carried.baggage());
    }

    @Test
    void nothingIsNothing() {
        assertSame(Carried.NONE, Carried.of(null, null));
        assertSame(Carried.NONE, Carried.of("", " , "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "A=1", "a=1,b", "a=1\r\nx: y", "a=ü", "=1", "a=1=2"})
    void aMalformedTracestateIsDroppedAsAWhole(String state) {
        assertEquals("", Carried.of(state, null).tracestate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"b", "b=\r\nx", "b=ü", "ü=1", "b=a b", "b=\"q\"", "b=1;=2", "b=a\\c"})
    void ofTheBaggageOnlyWhatIsMalformedIsDropped(String member) {
        assertEquals("a=1,c=2", Carried.of(null, "a=1," + member + ",c=2").baggage());
    }

    @Test
    void theLimitsAreThoseOfTheStandards() {
        String many =
                IntStream.range(0, 100)
                        .mapToObj(i -> "k" + i + "=v")
                        .collect(Collectors.joining(","));
        assertEquals(64, Carried.of(null, many).baggage().split(",").length);
        assertEquals("", Carried.of(many, null).tracestate());
        String large = "a=" + "x".repeat(5000) + ",b=" + "y".repeat(5000) + ",c=1";
        String kept = Carried.of(null, large).baggage();
        assertTrue(kept.length() <= Carried.BAGGAGE_LIMIT);
        assertTrue(kept.startsWith("a=x") && kept.endsWith(",c=1"), kept);
        assertEquals("", Carried.of("a=" + "x".repeat(600), null).tracestate());
    }
}
