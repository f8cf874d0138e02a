package dev.gantry.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class FrameworkCacheTest {
    @TempDir Path folder;
    private Home home;
    private FrameworkCache cache;

    @BeforeEach
    void prepare() throws Exception {
        home = new Home(folder.resolve("home"));
        home.prepare();
        cache = FrameworkCache.of(home);
    }

    private void used(String what) throws IOException {
        Path bundle = Files.createDirectories(home.cache().resolve("bundle1/version0.0"));
        Files.writeString(bundle.resolve("revision"), what);
    }

    private String aside() throws IOException {
        return Files.readString(cache.aside().resolve("bundle1/version0.0/revision"));
    }

    @Test
    void aNewHomeHasNothingToPutAside() {
        cache.renew();
        cache.clear();
        assertFalse(Files.exists(cache.aside()));
    }

    @Test
    void theLastStartsStorageIsOutOfTheWayAtOnceAndGoneInTheEnd() throws Exception {
        used("first");
        cache.renew();
        assertFalse(Files.exists(home.cache()));
        used("second");
        cache.clear();
        assertFalse(Files.exists(cache.aside()));
        assertTrue(Files.exists(home.cache().resolve("bundle1")));
    }

    @Test
    void whatAKilledStartLeftIsRemovedByTheNext() throws Exception {
        used("first");
        cache.renew();
        used("killed before it served");
        cache.renew();
        assertEquals("first", aside());
        assertTrue(Files.exists(home.cache()), "the framework removes this one");
        cache.clear();
        assertFalse(Files.exists(cache.aside()));
    }
}
