/** What the demo shop sells. */
export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: string;
  readonly line: string;
  readonly about: string;
  /** Shapes for a drawing of 200 by 150, as SVG. */
  readonly drawing: string;
}

export const products: readonly Product[] = [
  {
    id: 'lamp',
    name: 'Desk lamp',
    price: '€49',
    line: 'Warm light, two joints, one switch.',
    about: 'A lamp of painted steel that stays where you put it. The shade turns, and the cord is two metres long.',
    drawing:
      '<path class="b" d="M70 126h64v6H70z"/><path class="s" d="M100 126 78 84l42-34"/><path class="a" d="m108 36 34 22-16 22-34-22z"/><path class="g" d="m132 74 30 40h-46z"/>',
  },
  {
    id: 'notebook',
    name: 'Notebook',
    price: '€12',
    line: '160 pages that lie flat.',
    about: 'Thread-bound, with dots on one side and lines on the other. The paper takes ink well.',
    drawing:
      '<rect class="a" x="58" y="26" width="84" height="104" rx="6"/><path class="b" d="M58 26h14v104H58z"/><path class="s" d="M88 58h38M88 74h38M88 90h24"/>',
  },
  {
    id: 'mug',
    name: 'Mug',
    price: '€15',
    line: 'Keeps a third of a litre warm.',
    about: 'Stoneware, glazed inside and out. It may go into the dishwasher.',
    drawing:
      '<path class="a" d="M60 48h68v64a16 16 0 0 1-16 16H76a16 16 0 0 1-16-16z"/><path class="s" d="M128 62h10a14 14 0 0 1 14 14v6a14 14 0 0 1-14 14h-10"/><path class="s" d="M80 38c-6-8 6-12 0-20M108 38c-6-8 6-12 0-20"/>',
  },
  {
    id: 'clock',
    name: 'Wall clock',
    price: '€39',
    line: 'Makes no sound at all.',
    about: 'A face of ash wood, thirty centimetres wide, with a hand that glides instead of ticking.',
    drawing:
      '<circle class="a" cx="100" cy="76" r="54"/><circle class="f" cx="100" cy="76" r="43"/><path class="s" d="M100 76V48M100 76l20 12"/>',
  },
];

export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly orders: readonly { readonly number: string; readonly what: string; readonly state: string }[];
}

export const customers: readonly Customer[] = [
  {
    id: 'bob',
    name: 'Bob',
    email: 'bob@example.com',
    orders: [
      { number: '4711', what: 'Desk lamp', state: 'On its way' },
      { number: '4390', what: '2 × Mug', state: 'Delivered' },
    ],
  },
  {
    id: 'vera',
    name: 'Vera',
    email: 'vera@example.com',
    orders: [{ number: '4702', what: 'Wall clock', state: 'Being packed' }],
  },
];
