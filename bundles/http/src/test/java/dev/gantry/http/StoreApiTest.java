package dev.gantry.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.nio.file.Path;

class StoreApiTest {
    private static final String STORE = "/api/v1/store";
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
    void saysWhatItIs() throws Exception {
        JsonNode store = gantry.get(STORE).json();
        assertEquals("sqlite", store.path("kind").stringValue());
        assertEquals(4096, store.path("bytes").intValue());
        gantry.store.bytes = -1;
        assertTrue(gantry.get(STORE).json().path("bytes").isNull());
    }

    @Test
    void makesAndListsBackups() throws Exception {
        var made = gantry.post(STORE + "/backups", "{\"name\": \"a.db\"}");
        assertEquals(201, made.status());
        assertEquals("a.db", made.json().path("name").stringValue());
        assertEquals(3, made.json().path("payloads").intValue());
        assertEquals(1, made.json().path("missing").size());
        assertEquals(201, gantry.send("POST", STORE + "/backups", null).status());
        assertEquals(409, gantry.post(STORE + "/backups", "{\"name\": \"a.db\"}").status());
        assertEquals(400, gantry.post(STORE + "/backups", "{\"nam\": \"a.db\"}").status());
        JsonNode items = gantry.get(STORE + "/backups").json().path("items");
        assertEquals(2, items.size());
        assertEquals("now.db", items.path(0).path("name").stringValue());
    }

    @Test
    void givesRoomBack() throws Exception {
        JsonNode done = gantry.post(STORE + "/compact", "{}").json();
        assertEquals(4096, done.path("before").intValue());
        assertEquals(1024, done.path("after").intValue());
        assertFalse(done.path("atStart").booleanValue());
    }

    @Test
    void saysWhatIsDamaged() throws Exception {
        JsonNode sound = gantry.post(STORE + "/check", "{}").json();
        assertTrue(sound.path("sound").booleanValue());
        assertEquals(7, sound.path("payloads").intValue());
        assertEquals(2, sound.path("unused").intValue());
        assertTrue(sound.path("unchecked").isMissingNode());
        gantry.store.unchecked = "use pg_amcheck";
        gantry.store.damage.add("row 7 missing from index run_open");
        JsonNode found = gantry.post(STORE + "/check", "{}").json();
        assertFalse(found.path("sound").booleanValue());
        assertEquals(1, found.path("damage").size());
        assertEquals("use pg_amcheck", found.path("unchecked").stringValue());
    }
}
