export const hiddenId = 'hidden-cause';
