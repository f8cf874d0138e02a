// Before the first paint, so that nothing flashes; the rest of the theme is in core/theme.js.
try {
  const theme = localStorage.getItem("gantry.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch { /* a browser that keeps nothing follows the system */ }
