package dev.gantry.spi.panel;

import dev.gantry.spi.catalog.PanelLook;
import dev.gantry.spi.plugin.RevisionRef;

/**
 * A panel of a plugin that is in service.
 *
 * @param provider the revision whose files are served and which answers with data
 * @param id unique in its plugin
 * @param query JSON Schema of what it can be asked for
 * @param answer JSON Schema of its data
 */
public record PanelInfo(
        RevisionRef provider,
        String id,
        String title,
        String description,
        PanelLook look,
        String query,
        String answer) {}
