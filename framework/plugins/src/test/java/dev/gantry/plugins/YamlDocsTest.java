package dev.gantry.plugins;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** YAML in the docs is YAML. */
class YamlDocsTest {
    private static final Path DOCS = Path.of("../../distribution/docs");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");

    @Test
    void allCanBeRead() throws IOException {
        int blocks = 0;
        try (Stream<Path> files = Files.walk(DOCS)) {
            List<Path> pages = files.filter(each -> each.toString().endsWith(".md")).toList();
            for (Path page : pages) {
                for (var found : BLOCK.matcher(Files.readString(page)).results().toList()) {
                    blocks++;
                    assertDoesNotThrow(
                            () ->
                                    new Load(LoadSettings.builder().build())
                                            .loadFromString(found.group(1)),
                            page.toString());
                }
            }
        }
        assertTrue(blocks > 3, blocks + " blocks");
    }
}
