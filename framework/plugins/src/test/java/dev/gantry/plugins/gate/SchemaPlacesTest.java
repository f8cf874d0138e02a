package dev.gantry.plugins.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.gantry.plugins.schema.Schema;
import dev.gantry.plugins.schema.SchemaWriter;
import dev.gantry.plugins.schema.Within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

/** What it means for callers when a folder or an address may lead elsewhere. */
class SchemaPlacesTest {
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            textBlock =
                    """
                    folder | -           | /a         | BREAKING   | /a, before anywhere
                    folder | /a          | -          | COMPATIBLE | anywhere, before to /a
                    folder | /a          | /a/b       | BREAKING   | /a/b, before to /a
                    folder | /a/b        | /a         | COMPATIBLE | /a, before to /a/b
                    folder | /a          | /b         | BREAKING   | /b, before to /a
                    uri    | -           | a.org:443  | BREAKING   | a.org:443, before anywhere
                    uri    | a.org:443   | *.org:*    | COMPATIBLE | *.org:*, before to a.org:443
                    uri    | *.org:443   | a.org:443  | BREAKING   | a.org:443, before to *.org:443
                    uri    | a.org:443   | a.org:80   | BREAKING   | a.org:80, before to a.org:443
                    uri    | a.org:443   | *          | COMPATIBLE | *, before to a.org:443
                    uri    | *           | a.org:443  | BREAKING   | a.org:443, before to *
                    """)
    void tellsWhereItMayLead(String kind, String old, String next, String weight, String how)
            throws Exception {
        String json =
                json(
                        kind.equals("folder")
                                ? SchemaDiffTest.Folder.class
                                : SchemaDiffTest.Where.class);
        String to = how.startsWith("anywhere") ? "" : "to ";
        assertEquals(
                weight + " parameter `a` may lead " + to + how,
                told(limited(json, old), limited(json, next)));
    }

    private static Schema limited(String json, String place) {
        List<String> places = place == null ? List.of() : List.of(place);
        return Schema.parse(Within.limit(json, places, places));
    }

    private static String json(Class<?> type) throws Exception {
        return SchemaWriter.write(type).toString();
    }

    private static String told(Schema old, Schema next) {
        return SchemaDiffTest.told(SchemaDiff.inputs(old, next, "parameter"));
    }

    @Test
    void placesOfAnotherKindAreNotCompared() throws Exception {
        Schema folder = limited(json(SchemaDiffTest.Folder.class), "/a");
        Schema address = limited(json(SchemaDiffTest.Where.class), "a.org:443");
        assertEquals("BREAKING parameter `a` changed from path to uri", told(folder, address));
        assertEquals("BREAKING parameter `a` changed from uri to path", told(address, folder));
    }
}
