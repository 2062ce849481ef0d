# Run: python goldens/dag/make.py   (needs networkx; rewrites textbook.json)
# Textbook graphs and what identifies an effect in each. Every answer is found by trying all subsets with networkx's d-separation, which has nothing in
# common with the searches of the library; where a book or a package prints the answer, `published` holds it, and this file stops when the two differ.
import itertools
import json
from pathlib import Path

import networkx as nx

# name, source, arrows, latent, treatment, outcome, published
GRAPHS = [
    ("confounder", "Pearl (2009), Causality, 3.3", "Z>X Z>Y X>Y", "", "X", "Y", {"adjustment": [["Z"]]}),
    ("mediator", "Pearl (2009), Causality, 4.5", "X>M M>Y X>Y", "", "X", "Y", {"adjustment": [[]]}),
    ("collider", "Hernan & Robins (2020), Causal Inference: What If, 8.1", "X>C Y>C X>Y", "", "X", "Y", {"adjustment": [[]]}),
    ("M-bias", "Greenland, Pearl & Robins (1999), Epidemiology 10; DAGitty, separators.js", "A>X A>M B>M B>Y X>Y", "A B", "X", "Y", {"adjustment": [[]]}),
    ("M-bias, measured", "DAGitty, m_bias_graph in separators.js", "A>X A>M B>M B>Y X>Y", "", "X", "Y", {"adjustment": [[]]}),
    ("butterfly", "Ding & Miratrix (2015), Journal of Causal Inference 3", "A>X A>M B>M B>Y M>X M>Y X>Y", "", "X", "Y", {}),
    ("butterfly, wings unmeasured", "Ding & Miratrix (2015), Journal of Causal Inference 3", "A>X A>M B>M B>Y M>X M>Y X>Y", "A B", "X", "Y", {}),
    ("front door", "Pearl (1995), Biometrika 82, fig. 3", "X>M M>Y U>X U>Y", "U", "X", "Y", {"adjustment": [], "frontDoor": [["M"]]}),
    ("front door of two", "after Jeong, Tian & Bareinboim (2022), NeurIPS", "X>A X>B A>Y B>Y U>X U>Y", "U", "X", "Y", {}),
    ("front door with a measured confounder", "after Jeong, Tian & Bareinboim (2022), NeurIPS", "X>M M>Y C>M C>Y U>X U>Y", "U", "X", "Y", {}),
    ("front door, leaking", "Pearl (2009), Causality, 3.3.2", "X>M M>Y X>Y U>X U>Y", "U", "X", "Y", {}),
    ("napkin", "Pearl & Mackenzie (2018), The Book of Why, 7", "W>Z Z>X X>Y U>W U>X V>W V>Y", "U V", "X", "Y", {"adjustment": [], "frontDoor": []}),
    ("instrument", "Angrist, Imbens & Rubin (1996), JASA 91; DAGitty, instrumental-variables.js", "Z>X X>Y U>X U>Y", "U", "X", "Y", {"adjustment": [], "instruments": {"Z": []}}),
    ("conditional instrument", "Brito & Pearl (2002), UAI; DAGitty, instrumental-variables.js", "W>Z Z>X X>Y W>U U>X U>Y", "U", "X", "Y", {"adjustment": [], "instruments": {"Z": ["W"]}}),
    ("broken instrument", "Angrist, Imbens & Rubin (1996), JASA 91", "Z>X Z>Y X>Y U>X U>Y", "U", "X", "Y", {"instruments": {}}),
    ("Pearl's six covariates", "Pearl (2009), Causality, fig. 3.4", "A>C A>D B>D B>E C>X D>X D>Y E>Y X>M M>Y", "", "X", "Y", {"adjustmentIncludes": [["C", "D"], ["D", "E"]]}),
    ("extended confounding triangle", "DAGitty, extended_confounding_triangle in separators.js", "A>X A>Z B>Z B>Y Z>X Z>Y X>Y", "", "X", "Y", {"adjustment": [["A", "Z"], ["B", "Z"]]}),
    ("mediator with a confounder", "DAGitty, Small model with mediator; testable-implications.js", "Z>X Z>I X>I X>Y I>Y", "", "X", "Y", {"implications": [["Y", "Z", ["I", "X"]]]}),
    ("descendant of a mediator", "Cinelli, Forney & Pearl (2022), Sociological Methods & Research", "X>M M>Y M>Z", "", "X", "Y", {}),
    ("bias amplifier", "Cinelli, Forney & Pearl (2022), Sociological Methods & Research", "Z>X X>Y U>X U>Y", "U", "X", "Y", {}),
    ("covariate behind an unmeasured cause", "Cinelli, Forney & Pearl (2022), Sociological Methods & Research", "U>Z Z>X U>Y X>Y", "U", "X", "Y", {"adjustment": [["Z"]]}),
    ("confounder of the mediator", "Cinelli, Forney & Pearl (2022), Sociological Methods & Research", "Z>X Z>M X>M M>Y", "", "X", "Y", {}),
    ("covariate moved by treatment and by a cause of the outcome", "Cinelli, Forney & Pearl (2022), Sociological Methods & Research", "X>Y X>Z U>Z U>Y", "U", "X", "Y", {}),
    ("outcome before treatment", "Pearl (2009), Causality, 3.3", "Y>X Z>X Z>Y", "", "X", "Y", {}),
    ("no effect", "Pearl (2009), Causality, 3.3", "Z>X Z>W W>Y", "", "X", "Y", {}),
    ("Shrier and Platt", "Shrier & Platt (2008), BMC Medical Research Methodology 8", "Coach>FitnessLevel Coach>TeamMotivation Genetics>FitnessLevel Genetics>NeuromuscularFatigue Genetics>ConnectiveTissueDisorder TeamMotivation>PreviousInjury TeamMotivation>WarmUpExercises PreGameProprioception>WarmUpExercises ConnectiveTissueDisorder>TissueWeakness ConnectiveTissueDisorder>NeuromuscularFatigue ContactSport>IntraGameProprioception ContactSport>PreviousInjury TissueWeakness>Injury IntraGameProprioception>Injury FitnessLevel>PreGameProprioception FitnessLevel>NeuromuscularFatigue NeuromuscularFatigue>IntraGameProprioception NeuromuscularFatigue>Injury WarmUpExercises>IntraGameProprioception", "", "WarmUpExercises", "Injury", {}),
    ("Schipf", "Schipf et al. (2010), in DAGitty", "A>S A>PA A>WC A>U A>TT S>TT S>T2DM WC>TT WC>U WC>T2DM U>TT U>T2DM TT>T2DM PA>WC PA>T2DM", "", "TT", "T2DM", {}),
    ("Thoemmes", "Thoemmes (2013), in DAGitty; adjustment-dags.js", "e0>x e1>s1 e2>s2 e2>y e3>s3 e4>y s1>s2 s1>z s2>s3 s2>z2 s3>y x>y x>s1 y>z3", "e0 e1 e3 e4", "x", "y", {"adjustment": [[]]}),
    ("Acid and de Campos", "Acid & de Campos (1996), UAI, in DAGitty", "x4>x5 x5>x7 x5>x11 x6>x7 x6>x14 x7>x9 x8>x14 x8>x15 x9>x10 x10>x12 x10>x15 x11>x12 x12>x13 x14>x16 x16>x17 x1>x4 x1>x3 x2>x3 x15>x17 x15>x18 x3>x6 x3>x5", "", "x3", "x15", {}),
    ("van Kampen", "van Kampen (2014), in DAGitty", "AFF>ALN AFF>APA AFF>CDR AIS>AFF AIS>EGC AIS>SUS ALN>APA ALN>DET ALN>FTW ALN>PER ALN>SUS CDR>DET EGC>HOS FTW>DET FTW>EGC SAN>ALN SAN>AFF SAN>AIS SAN>APA SAN>CDR SUS>EGC SUS>FTW SUS>HOS PER>DET", "", "SUS", "EGC", {}),
    ("Sebastiani", "Sebastiani et al. (2005), Nature Genetics 37, in DAGitty", "SELP17>SELP22 ECE13>SELP17 ECE12>ECE13 MET6>SELP12 CAT>MET5 CSF3>CSF4 TGF10>TGF2 TGF10>TGF9 TGF2>TGF9 TGF8>TGF2 TGF8>TGF9 EDN3>ANX12 EDN3>EDNI7 BMP13>BMP12 BMP13>BMP9 EDN10>EDNI7 EDNI6>EDN10 EDNI6>EDNI7 ANX8>EDN3 ANX8>CAT ANX8>ECE12 ANX8>EDNI6 ANX8>ADCY ANX8>BMP6 ANX8>ANX13 BMP11>BMP9 BMP10>BMP11 BMP10>BMP13 BMP6>BMP10 ANX13>ANX11 MET5>MET6 MET5>TGF7 MET5>SELP14 EDN9>EDN10 EDN9>BMP14 EDN9>EDN3 ANX7>ANX11 ANX7>ANX5 BMP14>BMP12 TGF7>CSF3 TGF7>TGF10 ANX12>ANX13 ANX12>ANX11 ANX12>ANX7 ANX12>ANX5 Stroke>CSF4 Stroke>TGF10 Stroke>MET6 Stroke>SELP12 Stroke>SELP22 Stroke>ECE13 Stroke>ECE12 Stroke>BMP12 Stroke>BMP13 Stroke>BMP11 Stroke>ADCY Stroke>BMP10 Stroke>TGF8 Stroke>MET5 Stroke>SELP14", "", "EDN3", "EDNI7", {}),
    ("commentator", "DAGitty, testable-implications.js", "A>W2 A>W1 B>W1 B>X C>Y C>W2 V>Z1 V>Z2 W1>Z1 W2>Z2 X>Y Z1>X Z2>Y", "A B C", "X", "Y", {"implications": [["V", "X", ["W1", "Z1"]], ["X", "Z2", ["V", "W2"]], ["V", "Y", ["W1", "W2", "Z1", "Z2"]], ["V", "W1", []], ["V", "W2", []], ["W1", "Z2", ["W2"]], ["W2", "Z1", ["W1"]], ["Z1", "Z2", ["V", "W1"]]]}),
    ("Polzer", "Polzer et al. (2012), in DAGitty; adjustment-dags.js", None, "", "ToothLoss", "Mortality", {"adjustment": [["Age", "Alcohol", "Diabetes", "Obesity", "Psychosocial", "Sex", "Smoking", "Sport"], ["Age", "Alcohol", "Periodontitis", "Psychosocial", "Sex", "Smoking"]]}),
]
POLZER_NODES = "ToothLoss Mortality Periodontitis Caries Diabetes Obesity Hypertension Psychosocial Age Sex Alcohol Smoking Sport Lipids".split()
POLZER_ROWS = ["01000000000000", "0" * 14, "10000000000000", "10000000000000", "01100010000001", "01101010000001", "01000000000000", "11111110001111", "11111111001111", "11111111001111", "11001110000101", "11101110000010", "01101110000001", "01000000000000"]


def subsets(names):
    names = sorted(names)
    return (set(s) for k in range(len(names) + 1) for s in itertools.combinations(names, k))


def separated(g, x, y, given):
    return nx.is_d_separator(g, x, y, set(given))


def without_arrows_from(g, nodes):
    h = g.copy()
    h.remove_edges_from([e for n in nodes for e in g.out_edges(n)])
    return h


def minimal(candidates, holds):
    found = []
    for s in subsets(candidates):
        if not any(f <= s for f in found) and holds(s):
            found.append(s)
    return sorted(sorted(s) for s in found)


def few(g, names, ends):
    # Minimal separators hold ancestors of what they separate; only beyond 14 nodes is that used.
    return names if len(names) <= 14 else {n for n in names if any(nx.has_path(g, n, e) for e in ends)}


def adjustment(g, seen, x, y):
    h = without_arrows_from(g, [x])
    return minimal(few(g, seen - {x, y} - nx.descendants(g, x), [x, y]), lambda s: separated(h, x, y, s))


def front_door(g, seen, x, y):
    after = nx.descendants(g, x)
    if y not in after:
        return []
    back = without_arrows_from(g, [x])

    def holds(s):
        paths = g.subgraph(set(g) - s)
        if not s or nx.has_path(paths, x, y):
            return False
        if any(not separated(back, x, m, set()) for m in s):
            return False
        return nx.is_d_separator(without_arrows_from(g, s), s, {y}, {x})

    candidates = {m for m in seen - {x, y} if separated(back, x, m, set())}
    return minimal(candidates, holds) if len(candidates) <= 14 else None


def instruments(g, seen, x, y):
    moved = nx.descendants(g, x) | nx.descendants(g, y) | {x, y}
    h = without_arrows_from(g, [x])
    free = seen - moved
    out = {}
    for z in sorted(free):
        for w in subsets(few(g, free - {z}, [x, y, z])):
            if separated(h, z, y, w) and not separated(g, z, x, w):
                out[z] = sorted(w)
                break
    return out


def implications(g, seen):
    out = []
    for a, b in itertools.combinations(sorted(seen), 2):
        if g.has_edge(a, b) or g.has_edge(b, a):
            continue
        for s in subsets(few(g, seen - {a, b}, [a, b])):
            if separated(g, a, b, s):
                out.append([a, b, sorted(s)])
                break
    return out


def check(name, what, published, found):
    if what == "implications":
        for a, b, given in published:
            mine = [len(s) for p, q, s in found if {p, q} == {a, b}]
            assert mine == [len(given)], (name, a, b, mine)
    elif what == "adjustmentIncludes":
        assert all(s in found for s in published), (name, published, found)
    else:
        assert published == found, (name, what, published, found)


cases = []
for name, source, arrows, latent, x, y, published in GRAPHS:
    if arrows is None:
        edges = [(a, b) for i, a in enumerate(POLZER_NODES) for j, b in enumerate(POLZER_NODES) if POLZER_ROWS[i][j] == "1"]
    else:
        edges = [tuple(a.split(">")) for a in arrows.split()]
    g = nx.DiGraph(edges)
    assert nx.is_directed_acyclic_graph(g), name
    seen = set(g) - set(latent.split())
    found = {"after": sorted(nx.descendants(g, x)), "adjustment": adjustment(g, seen, x, y), "frontDoor": front_door(g, seen, x, y), "instruments": instruments(g, seen, x, y)}
    if len(g) <= 14:
        found["implications"] = implications(g, seen)
    for what, printed in published.items():
        check(name, what, printed, found["adjustment" if what == "adjustmentIncludes" else what])
    text = "; ".join([f"{a} -> {b}" for a, b in edges] + ([f"latent {', '.join(latent.split())}"] if latent else []))
    cases.append({"name": name, "source": source, "text": text, "treatment": x, "outcome": y, "published": sorted(published), **{k: v for k, v in found.items() if v is not None}})

made = {"package": "networkx", "version": nx.__version__, "by": "make.py"}
options = {"search": "all subsets, smallest first", "separation": "networkx.is_d_separator"}
Path(__file__).with_name("textbook.json").write_text(json.dumps({"made": made, "options": options, "tolerance": 0, "why": "sets of names agree or not", "cases": cases}, indent=1) + "\n")
print(len(cases), "graphs")
