package dev.gantry.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "null",
            value = {
                "null|text",
                "''|text",
                "*/*|text",
                "text/plain|text",
                "application/openmetrics-text|open",
                "Application/OpenMetrics-Text; version=1.0.0|open",
                "text/plain, application/openmetrics-text|open",
                "application/openmetrics-text;q=0.2, text/plain;q=0.9|text",
                "application/openmetrics-text;q=0|text",
                "application/openmetrics-text;q=x|text",
                "application/vnd.google.protobuf;q=0.9, application/openmetrics-text;q=0.5|open",
                "text/html, */*|text"
            })
    void picksTheFormatThatTheScraperLikesBest(String header, String format) {
        assertEquals(
                format.equals("open") ? Accept.OPEN_METRICS : Accept.TEXT,
                Accept.best(header, false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                        + "encoding=delimited,application/openmetrics-text;version=1.0.0;q=0.8,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1|true",
                "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
                        + "encoding=text|false",
                "application/vnd.google.protobuf|false",
                "application/openmetrics-text|false"
            })
    void offersProtocolBuffersOnlyWhereTheyAreOn(String header, boolean taken) {
        assertEquals(taken, Accept.best(header, true).equals(Accept.PROTOBUF));
        assertEquals(false, Accept.best(header, false).equals(Accept.PROTOBUF));
    }
}
