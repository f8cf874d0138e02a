package dev.gantry.plugin.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import javax.xml.parsers.DocumentBuilderFactory;

/** Plugins are built with the versions that Gantry itself is built with. */
class VersionsTest {
    private static final Path ROOT = Path.of("../../pom.xml");

    @Test
    void parentAndBomHaveThoseOfTheReactor() throws Exception {
        Map<String, String> reactor = versions(ROOT);
        int compared = 0;
        for (String module : Set.of("parent", "bom")) {
            for (var own : versions(Path.of("..", module, "pom.xml")).entrySet()) {
                String theirs =
                        own.getKey().startsWith("gantry-")
                                ? reactor.get("gantry")
                                : reactor.get(own.getKey());
                assertEquals(theirs, own.getValue(), module + ": " + own.getKey());
                compared++;
            }
        }
        assertTrue(compared > 15, "compared " + compared);
    }

    /** Each artifact that has a version, with properties replaced. */
    private static Map<String, String> versions(Path pom) throws Exception {
        Element project =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(pom.toFile())
                        .getDocumentElement();
        Map<String, String> properties = new TreeMap<>();
        properties.put("project.version", child(project, "version"));
        NodeList blocks = project.getElementsByTagName("properties");
        if (blocks.getLength() > 0) {
            NodeList set = blocks.item(0).getChildNodes();
            for (int i = 0; i < set.getLength(); i++) {
                properties.put(set.item(i).getNodeName(), set.item(i).getTextContent().strip());
            }
        }
        Map<String, String> versions = new TreeMap<>();
        NodeList artifacts = project.getElementsByTagName("artifactId");
        for (int i = 0; i < artifacts.getLength(); i++) {
            String version = child((Element) artifacts.item(i).getParentNode(), "version");
            if (version != null) {
                for (var property : properties.entrySet()) {
                    version = version.replace("${" + property.getKey() + "}", property.getValue());
                }
                versions.put(artifacts.item(i).getTextContent(), version);
            }
        }
        return versions;
    }

    private static String child(Element parent, String name) {
        for (var node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().equals(name)) {
                return node.getTextContent().strip();
            }
        }
        return null;
    }
}
