package dev.gantry.api.panel;

/**
 * Where a panel is shown. Further ones may come with a minor version of this package.
 *
 * <pre>{@code
 * @PanelType(id = "disk", module = "panel/disk.js", place = Place.NAVIGATION)
 * }</pre>
 */
public enum Place {
    /** On the page of its plugin. */
    PLUGIN,
    /** On the overview as well. */
    OVERVIEW,
    /** On a page of its own as well, with an entry in the navigation. */
    NAVIGATION
}
