package dev.gantry.slo;

import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

import java.util.LinkedHashMap;
import java.util.Map;

/** Writes YAML. */
final class Yaml {
    private static final int WIDTH = 10_000;

    private Yaml() {}

    /** A document of maps, lists and texts; a text of several lines is written as such. */
    static String text(Object document) {
        DumpSettings settings =
                DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .setIndicatorIndent(2)
                        .setIndent(4)
                        .setWidth(WIDTH)
                        .setSplitLines(false)
                        .build();
        return new Dump(settings).dumpToString(document);
    }

    /** A map that keeps its order. */
    static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
