//! Lines on logarithmic axes, as SVG.

use std::fmt::Write as _;

/// The slope of the logarithms by least squares: 1 is linear.
pub(crate) fn slope(points: &[(f64, f64)]) -> f64 {
    let logs: Vec<(f64, f64)> = points.iter().map(|(x, y)| (x.ln(), y.max(1e-6).ln())).collect();
    let count = logs.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| logs.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let over: f64 = logs.iter().map(|p| (p.0 - x) * (p.1 - y)).sum();
    over / logs.iter().map(|p| (p.0 - x).powi(2)).sum::<f64>()
}

const WIDTH: f64 = 480.0;
const HEIGHT: f64 = 300.0;
const LEFT: f64 = 70.0;
const BOTTOM: f64 = 60.0;
const COLORS: [&str; 2] = ["#1f5fa8", "#b3471d"];

/// One plot: milliseconds against what `axis` says.
pub(crate) fn svg(axis: &str, lines: &[(&str, Vec<(f64, f64)>)]) -> String {
    let all = || lines.iter().flat_map(|(_, points)| points);
    let range = |of: fn(&(f64, f64)) -> f64| {
        let logs = || all().map(of).map(|v| v.max(1e-6).log10());
        (logs().fold(f64::MAX, f64::min).floor(), logs().fold(f64::MIN, f64::max).ceil())
    };
    let ((x0, x1), (y0, y1)) = (range(|p| p.0), range(|p| p.1));
    let x = |v: f64| LEFT + (v - x0) / (x1 - x0) * (WIDTH - LEFT - 20.0);
    let y = |v: f64| HEIGHT - BOTTOM - (v - y0) / (y1 - y0) * (HEIGHT - BOTTOM - 20.0);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"11\">\n<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n"
    );
    let grid = "stroke=\"#ddd\"";
    for decade in x0 as i32..=x1 as i32 {
        let at = x(f64::from(decade));
        let _ = writeln!(
            out,
            "<line x1=\"{at:.1}\" x2=\"{at:.1}\" y1=\"20\" y2=\"{:.1}\" {grid}/><text x=\"{at:.1}\" y=\"{:.1}\" text-anchor=\"middle\">10^{decade}</text>",
            HEIGHT - BOTTOM,
            HEIGHT - BOTTOM + 14.0
        );
    }
    for decade in y0 as i32..=y1 as i32 {
        let at = y(f64::from(decade));
        let _ = writeln!(
            out,
            "<line x1=\"{LEFT}\" x2=\"{:.1}\" y1=\"{at:.1}\" y2=\"{at:.1}\" {grid}/><text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">10^{decade} ms</text>",
            WIDTH - 20.0,
            LEFT - 6.0,
            at + 4.0
        );
    }
    for (number, (name, points)) in lines.iter().enumerate() {
        let color = COLORS[number % COLORS.len()];
        let path: Vec<String> = points
            .iter()
            .map(|(a, b)| format!("{:.1},{:.1}", x(a.log10()), y(b.max(1e-6).log10())))
            .collect();
        let _ = writeln!(
            out,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"2\"/>",
            path.join(" ")
        );
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" fill=\"{color}\">{name}: slope {:.2}</text>",
            LEFT + 10.0 + 190.0 * number as f64,
            HEIGHT - 24.0,
            slope(points)
        );
    }
    let _ = writeln!(
        out,
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{axis}</text>\n</svg>",
        WIDTH / 2.0,
        HEIGHT - 8.0
    );
    out
}
