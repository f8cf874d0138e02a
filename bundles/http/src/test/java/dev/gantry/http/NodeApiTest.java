package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.gantry.spi.store.NodeStatus;
import dev.gantry.spi.store.StoredNode;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Collectors;

class NodeApiTest {
    @TempDir Path home;
    private TestGantry gantry;

    @BeforeEach
    void start() throws IOException {
        gantry = new TestGantry(home);
    }

    @AfterEach
    void stop() {
        gantry.close();
    }

    @Test
    void listsThoseThatShareTheStore() throws Exception {
        assertTrue(gantry.get("/api/v1/nodes").json().path("items").isEmpty());
        String url = "http://127.0.0.1:8181";
        gantry.nodes.nodes.add(
                new StoredNode(1, "a", url, 3, 1000, 9000, true, new NodeStatus(8, 7, 0)));
        gantry.nodes.nodes.add(
                new StoredNode(2, "b", null, 1, 1000, 0, false, new NodeStatus(0, 0, 5)));
        JsonNode items = gantry.get("/api/v1/nodes").json().path("items");
        JsonNode one = items.get(0);
        assertEquals("a", one.path("name").stringValue());
        assertTrue(one.path("self").booleanValue());
        assertTrue(one.path("leader").booleanValue());
        assertEquals(7, one.path("free").intValue());
        assertEquals("1970-01-01T00:00:09Z", one.path("leaseUntil").stringValue());
        JsonNode other = items.get(1);
        assertFalse(other.path("alive").booleanValue());
        assertTrue(other.path("leaseUntil").isNull());
        assertTrue(other.path("url").isNull());
        assertEquals(5, other.path("waiting").intValue());
    }

    @Test
    void tellsHowWrongItsOwnClockIs() throws Exception {
        gantry.nodes.nodes.add(
                new StoredNode(1, "a", null, 3, 1000, 9000, true, new NodeStatus(8, 7, 0)));
        gantry.nodes.nodes.add(
                new StoredNode(2, "b", null, 1, 1000, 0, false, new NodeStatus(0, 0, 5)));
        gantry.nodes.ahead = OptionalLong.of(1000);
        JsonNode items = gantry.get("/api/v1/nodes").json().path("items");
        assertEquals("PT1S", items.get(0).path("clockAhead").stringValue());
        assertTrue(items.get(1).path("clockAhead").isNull());
        assertEquals("", concern());
        gantry.nodes.ahead = OptionalLong.of(-1001);
        assertTrue(concern().startsWith("It is PT1.001S behind that"), concern());
    }

    private String concern() throws Exception {
        return gantry.get("/api/v1/attention")
                .json()
                .path("items")
                .valueStream()
                .filter(each -> each.path("kind").stringValue().equals("clock"))
                .map(each -> each.path("detail").stringValue())
                .collect(Collectors.joining());
    }
}
