const known = [
  ...['acme', 'borealis', 'cobalt', 'dunmore', 'everline', 'fairwind', 'glasshouse', 'halcyon', 'inkwell', 'junction'],
  ...['kestrel', 'lumina', 'meridian', 'northgate', 'oakridge', 'palisade', 'quarry', 'riverbend', 'sandpiper', 'tidewater'],
  ...['umbra', 'vantage', 'westbrook', 'yarrow', 'zephyr', 'alder', 'brightside', 'cinder', 'driftwood', 'ember'],
  ...['foxglove', 'granite', 'hollis', 'ironwood', 'juniper', 'kingfisher', 'larkspur', 'monarch', 'nimbus', 'orchard'],
  ...['pinecrest', 'quill', 'redwood', 'saffron', 'thistle', 'upland', 'verity', 'willow', 'yonder', 'zenith'],
  ...['amberly', 'basalt', 'copperfield', 'delmar', 'eastlake', 'fernhill', 'gantry', 'harbor', 'isola', 'jetty'],
];

/** The name of a workspace, by its number from zero. */
export const workspaceName = (number: number): string => known[number] ?? `workspace-${number + 1}`;
